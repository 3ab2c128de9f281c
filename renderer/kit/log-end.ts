/** A log that grows shows its end, unless the user has scrolled back in it. */
import { useLayoutEffect, useRef } from 'preact/hooks';

/** Pixels from the end that count as the end. */
const NEAR = 24;

/** Attributes of the element that scrolls; `content` is another value whenever the log has changed. */
export function useLogEnd(content: unknown) {
  const ref = useRef<HTMLPreElement>(null);
  const atEnd = useRef(true);
  useLayoutEffect(() => {
    const log = ref.current;
    if (log && atEnd.current) log.scrollTop = log.scrollHeight;
  }, [content]);
  const onScroll = ({ currentTarget }: { currentTarget: HTMLPreElement }) => {
    const { scrollTop, scrollHeight, clientHeight } = currentTarget;
    atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR;
  };
  return { ref, onScroll };
}
