import type { PanelProps } from '../state.ts';

/** The timeline: what happened to the cluster, the newest first. */
export function ChangesPanel({ state }: PanelProps) {
  if (state.timeline.length === 0)
    return (
      <div class="blank">
        <p>Failovers, lost nodes and moved slots will stand here, with the time they were seen.</p>
      </div>
    );
  return <ul />;
}
