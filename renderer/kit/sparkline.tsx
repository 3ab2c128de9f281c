const WIDTH = 56;
const HEIGHT = 16;
const SLOTS = 60;

/** The last samples, newest at the right edge; `top` is the same for all nodes, so that they can be compared. */
export function Sparkline({
  samples,
  top,
  width = WIDTH,
}: {
  samples: readonly number[];
  top: number;
  width?: number;
}) {
  const x = (i: number) => width - ((samples.length - 1 - i) * width) / (SLOTS - 1);
  const y = (value: number) => HEIGHT - 1.5 - (value / Math.max(1, top)) * (HEIGHT - 3);
  return (
    <svg width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} aria-hidden="true">
      {samples.length > 1 && (
        <polyline
          points={samples.map((value, i) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`).join(' ')}
          fill="none"
          stroke="var(--shard)"
          stroke-width="1.25"
          stroke-linejoin="round"
        />
      )}
    </svg>
  );
}
