/** The views and the inspector's tabs, in the order of their rows in the table of actions: their labels (actionLabel) and keys are there. */
import { ACTIONS, type ActionName, type TabName, type ViewName } from '../../shared/actions.ts';

interface Opened<Name> {
  name: Name;
  action: ActionName;
  isFirst: boolean;
  /** It has a tab only while it is shown. */
  isRare: boolean;
}

const openedIn = <Name>(place: 'view' | 'tab'): readonly Opened<Name>[] =>
  ACTIONS.flatMap((row) =>
    'opens' in row && row.opens === place
      ? [
          {
            name: row.name.slice('show-'.length) as Name,
            action: row.name,
            isFirst: 'first' in row,
            isRare: 'isRare' in row,
          },
        ]
      : [],
  );

export const VIEWS = openedIn<ViewName>('view');
export const TABS = openedIn<TabName>('tab');

/** The view, or the tab, that an action brings to the front. */
export const viewOf = (action: ActionName) => VIEWS.find((view) => view.action === action)?.name ?? null;
export const tabOf = (action: ActionName) => TABS.find((tab) => tab.action === action)?.name ?? null;
