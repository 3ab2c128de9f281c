/** The open menu. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { PanelProps, Send } from '../../window/state.ts';
import type { MenuItem } from './item.ts';
import { itemsOf, nameOf } from './items.ts';
import { menuKey } from './keyboard.ts';
import { placeOf } from './placement.ts';
import type { OpenMenu } from './state.ts';

export function ContextMenu({ state, send }: PanelProps) {
  const { menu } = state;
  return menu && <Opened key={`${menu.x} ${menu.y}`} menu={menu} state={state} send={send} />;
}

function Opened({ menu, state, send }: PanelProps & { menu: OpenMenu }) {
  const box = useRef<HTMLDivElement>(null);
  const groups = itemsOf(menu.subject, state);
  const items = groups.flat();
  const name = nameOf(menu.subject, state);
  const at = items.find(({ id }) => id === menu.at) ?? items[0];
  useLayoutEffect(() => {
    const { style, offsetWidth: width, offsetHeight: height } = box.current!;
    const { left, top } = placeOf(menu, { width, height }, { width: innerWidth, height: innerHeight });
    style.left = `${left}px`;
    style.top = `${top}px`;
  }, [menu.x, menu.y, items.length]);
  useLayoutEffect(() => {
    box.current!.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }, [at?.id]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !at) return;
    const meant = menuKey(event.key, items, at.id);
    if (meant === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (meant === 'close') send({ type: 'menu-close', isDone: true });
    else if (meant === 'choose') choose(at, send);
    else send({ type: 'menu-at', item: meant.to });
  };
  return (
    <div
      ref={box}
      class="contextmenu"
      onKeyDown={onKeyDown}
      onFocusOut={({ relatedTarget }) => {
        if (relatedTarget !== null && !box.current?.contains(relatedTarget as Node))
          send({ type: 'menu-close', isDone: false });
      }}
    >
      <p class="xs f3 cut" aria-hidden="true">
        {name}
      </p>
      <div role="menu" aria-label={name}>
        {groups.map((group, i) => [
          i > 0 && <div key={`line ${i}`} role="separator" />,
          ...group.map((item) => (
            <Item key={item.id} item={item} isAt={item === at} isMoved={item.id === menu.at} send={send} />
          )),
        ])}
      </div>
    </div>
  );
}

function Item(props: { item: MenuItem; isAt: boolean; isMoved: boolean; send: Send }) {
  const { item, isAt, isMoved, send } = props;
  return (
    <div
      role="menuitem"
      class={isAt ? 'on' : undefined}
      tabIndex={isAt ? 0 : -1}
      aria-disabled={item.why === null ? undefined : 'true'}
      onClick={() => choose(item, send)}
      onFocus={() => isAt || send({ type: 'menu-at', item: item.id })}
      onPointerMove={() => isMoved || send({ type: 'menu-at', item: item.id })}
    >
      <span>{item.label}</span>
      {item.why !== null && <span class="xs why"> {item.why}</span>}
    </div>
  );
}

/** The focus is back before what was chosen moves it on. */
function choose({ why, messages }: MenuItem, send: Send): void {
  if (why !== null) return;
  send({ type: 'menu-close', isDone: true });
  for (const message of messages) send(message);
}
