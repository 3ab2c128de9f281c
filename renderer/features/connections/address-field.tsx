import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { maskAddress } from './mask-address.ts';
import { words } from './words.ts';

/** The address as text. A password in it is shown as dots: these are behind the field, whose own text is then not painted. */
export function AddressField(props: {
  value: string;
  invalid: boolean;
  autofocus: boolean;
  onInput: (text: string) => void;
}) {
  const field = useRef<HTMLInputElement>(null);
  const dots = useRef<HTMLDivElement>(null);
  const masked = maskAddress(props.value);
  const isMasked = masked !== props.value;
  useEffect(() => {
    if (props.autofocus) field.current?.focus();
  }, []);
  const follow = () => {
    if (dots.current && field.current) dots.current.scrollLeft = field.current.scrollLeft;
  };
  useLayoutEffect(follow);
  return (
    <div class={isMasked ? 'addressfield masked' : 'addressfield'}>
      <input
        ref={field}
        data-quick
        class="input mono"
        aria-label={words.connect.address}
        aria-invalid={props.invalid}
        value={props.value}
        placeholder={words.connect.addressHint}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => props.onInput(event.currentTarget.value)}
        onScroll={follow}
        onKeyUp={follow}
        onPointerMove={follow}
        onBlur={follow}
      />
      {isMasked && (
        <div ref={dots} class="dots mono" aria-hidden="true">
          {masked}
        </div>
      )}
    </div>
  );
}
