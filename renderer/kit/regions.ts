/** The parts of the window that F6 cycles through. */
const REGIONS = [
  'toolbar',
  'nodes',
  'lesson',
  'editor',
  'broadcast',
  'terminal',
  'view',
  'inspector',
] as const;
const FOCUSABLE = 'button:not([disabled]), input, textarea, [tabindex="0"]';
/** A region of its own each: two shells may be shown. */
const SHELLS = '#terminal > .shell';

// Under a view the shell is hidden, and keeps its size.
const isVisible = (e: HTMLElement) => e.checkVisibility({ checkVisibilityCSS: true });

/** In the order of the screen. */
function visibleRegions(): HTMLElement[] {
  const shells = [...document.querySelectorAll<HTMLElement>(SHELLS)].sort((a, b) =>
    a.dataset.pane!.localeCompare(b.dataset.pane!),
  );
  return REGIONS.flatMap((id) => (id === 'terminal' ? shells : document.getElementById(id)!)).filter(
    isVisible,
  );
}

/** Moves the focus to the next visible region, to its last place there. */
export function focusRegion(step: 1 | -1, last: WeakMap<Element, HTMLElement>): void {
  const regions = visibleRegions();
  const here = regions.findIndex((region) => region.contains(document.activeElement));
  for (let i = 1; i <= regions.length; i++) {
    const region = regions[(here + step * i + regions.length * 2) % regions.length]!;
    const before = last.get(region);
    const target = before && region.contains(before) ? before : entryOf(region);
    if (!target) continue;
    target.focus();
    return;
  }
}

/** Focuses a view's entry: the element marked for it, or its first control. */
export function focusView(): void {
  const view = document.getElementById('view')!;
  (view.querySelector<HTMLElement>('[data-entry]') ?? entryOf(view))?.focus();
}

// A resizer is a bad place to enter a panel.
const entryOf = (region: HTMLElement): HTMLElement | undefined =>
  region.querySelector<HTMLElement>('[aria-current], .inputarea') ??
  [...region.querySelectorAll<HTMLElement>(FOCUSABLE)].find(
    (e) => e.role !== 'separator' && e.getAttribute('role') !== 'separator' && e.tabIndex >= 0,
  );

/** Remembers where the focus was in each region. */
export function rememberFocus(): WeakMap<Element, HTMLElement> {
  const last = new WeakMap<Element, HTMLElement>();
  const selector = REGIONS.map((id) => (id === 'terminal' ? SHELLS : `#${id}`)).join();
  document.addEventListener('focusin', ({ target }) => {
    const region = (target as Element).closest(selector);
    if (region) last.set(region, target as HTMLElement);
  });
  return last;
}
