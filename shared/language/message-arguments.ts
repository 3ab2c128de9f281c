/**
 * The arguments of an ICU message, read from its text by the compiler: `'{count, plural, one {# key} other {# keys}} at {node}'`
 * takes `{ count: number; node: string | number }`. An argument's commas are followed by a blank each, and quoted braces
 * (`'{tag}'`) are text.
 */
export type ArgumentsOf<S extends string> = Collected<Scan<S, ['text']>>;

type Kind = 'plain' | 'number' | 'choice';
type Found = [name: string, kind: Kind];

/** Each argument once; a number if the message formats it as a number anywhere. */
type Collected<F extends Found> = {
  readonly [N in F[0]]: ValueOf<Extract<F, [N, Kind]>[1]>;
};
type ValueOf<K extends Kind> = 'number' extends K ? number : 'choice' extends K ? string : string | number;

type Place = 'text' | 'branches';
type Pop<Stack extends Place[]> = Stack extends [Place, ...infer Rest extends Place[]] ? Rest : [];

/** Goes from brace to brace; `Stack` says whether the next open brace begins an argument or a branch of one. */
type Scan<
  S extends string,
  Stack extends Place[],
  All extends Found = never,
> = S extends `${infer Before}{${infer After}`
  ? Before extends `${string}}${string}`
    ? S extends `${string}}${infer Rest}`
      ? Scan<Rest, Pop<Stack>, All>
      : never
    : Stack[0] extends 'branches'
      ? Scan<After, ['text', ...Stack], All>
      : Before extends `${string}'`
        ? After extends `${string}'${infer Rest}`
          ? Scan<Rest, Stack, All>
          : All
        : Argument<After, Stack, All>
  : All;

/** `S` begins behind the brace that opens an argument. */
type Argument<
  S extends string,
  Stack extends Place[],
  All extends Found,
> = S extends `${infer Head}}${infer Rest}`
  ? Head extends `${infer Name}, ${infer Tail}`
    ? Tail extends `${infer Format extends 'plural' | 'selectordinal' | 'select'},${string}`
      ? S extends `${Name}, ${Format},${infer Branches}`
        ? Scan<Branches, ['branches', ...Stack], All | [Name, Format extends 'select' ? 'choice' : 'number']>
        : never
      : Scan<Rest, Stack, All | [Name, 'number']>
    : Scan<Rest, Stack, All | [Head, 'plain']>
  : All;
