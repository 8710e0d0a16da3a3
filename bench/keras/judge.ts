/** What comes of a case: agreement, or a disagreement by its kind. */
import '../../test/host.ts';
import { setBackend } from '../../src/backend/select.ts';
import { referenceBackend } from '../../test/reference/machine.ts';
import type { Answer, Case, Output } from './case.ts';
import { firstDifference, type Difference } from './compare.ts';
import { figureOf } from './figures.ts';
import { knownReason } from './known.ts';
import { runOurs } from './ours.ts';
import type { Peer, Theirs } from './peer.ts';

export type Kind = 'agree' | 'both refuse' | 'rounding' | 'known' | 'differ';
export interface Verdict {
  readonly kind: Kind;
  /** What differs first, without numbers, so that equal disagreements have one name. */
  readonly what: string;
  readonly text: string;
}

const AGREE: Verdict = { kind: 'agree', what: '', text: '' };

type Ours = Answer | { readonly error: string };
const refused = (answer: Ours | Theirs): answer is { readonly error: string } => 'error' in answer;

async function ours(drawn: Case): Promise<Ours> {
  try {
    return await runOurs(drawn);
  } catch (error) {
    return { error: `${(error as Error).name}: ${(error as Error).message}` };
  }
}

/** The same programs on the reference machine, which computes in float64. */
async function oursInFloat64(drawn: Case): Promise<Ours> {
  setBackend(referenceBackend());
  try {
    return await ours(drawn);
  } finally {
    setBackend(undefined);
  }
}

/** Keras' answer, moved by what rounding did to myelin's: a neighbour. */
const movedAs = (expected: Answer, received: Answer, exact: Answer): Answer =>
  new Map([...expected].map(([name, values]) => {
    const [from, to] = [received.get(name), exact.get(name)];
    return [name, Array.from(values, (value, i) => value + ((to?.[i] ?? 0) - (from?.[i] ?? 0)))];
  }));

/** The neighbours of Keras' answer that are asked for in turn, while myelin's is further from it than they are. */
const NEIGHBOURS = [{ runs: 4, ulps: 1 }, { runs: 6, ulps: 4 }] as const;

/** Runs a case in both. What differs by more than some roundings is held against more and more neighbours of Keras' answer. What is
 *  still too far is rounding if myelin is as near to Keras in float64 as Keras in float32 is, or no further from Keras than 16 times
 *  what rounding does to its own programs: they run on the reference machine, too, in float64. Keras computes ctc in float32 always,
 *  and other noise than in its logits and losses does not reach the sums within. */
export async function judge(peer: Peer, drawn: Case): Promise<Verdict> {
  const [received, answer] = await Promise.all([ours(drawn), peer.ask(drawn, { floatx: 'float32', runs: 1, ulps: 0 })]);
  if (refused(received) || refused(answer)) return refusal(drawn, received, answer);
  const expected = answer.answers[0]!;
  const neighbours: Answer[] = [];
  const passed = new Set<string>();
  const reasons = new Set<string>();
  // What is known to differ is passed over, so that nothing hides behind it.
  const first = (): Difference | undefined => {
    for (;;) {
      const found = firstDifference(received, expected, neighbours, passed);
      const reason = found === undefined ? undefined : knownReason(drawn, found.name, found.text);
      if (reason === undefined) return found;
      passed.add(found!.name);
      reasons.add(reason);
    }
  };
  let found = first();
  for (const { runs, ulps } of NEIGHBOURS) {
    if (found === undefined) break;
    const more = await peer.ask(drawn, { floatx: 'float32', runs, ulps });
    if (refused(more)) return refusal(drawn, received, more);
    neighbours.push(...more.answers.slice(1));
    found = first();
  }
  if (found === undefined && reasons.size > 0) return { kind: 'known', what: [...reasons].join('; '), text: '' };
  if (found === undefined) return neighbours.length === 0 ? AGREE : { kind: 'rounding', what: 'no further than neighbours', text: '' };
  const what = nameOf(drawn, found.name);
  const text = `${found.name}: ${found.text}`;
  const exact = await peer.ask(drawn, { floatx: 'float64', runs: 1, ulps: 0 });
  if (!refused(exact) && firstDifference(received, exact.answers[0]!, [expected, ...neighbours], passed) === undefined)
    return { kind: 'rounding', what: `nearer to float64: ${what}`, text };
  const exactly = await oursInFloat64(drawn);
  if (!refused(exactly)) neighbours.push(movedAs(expected, received, exactly));
  if (first() === undefined) return { kind: 'rounding', what: `no further than own from float64: ${what}`, text };
  return { kind: 'differ', what, text };
}

function refusal(drawn: Case, received: Ours, answer: Theirs): Verdict {
  const [mine, theirs] = [received, answer].map((a) => (refused(a) ? a.error : undefined));
  const both = mine !== undefined && theirs !== undefined;
  const text = `${mine === undefined ? '' : `myelin: ${mine} `}${theirs === undefined ? '' : `Keras: ${theirs}`}`;
  if (both) return { kind: 'both refuse', what: '', text };
  const what = `only ${mine === undefined ? 'Keras' : 'myelin'} refuses: ${plain(mine ?? theirs!).slice(0, 160)}`;
  const reason = knownReason(drawn, mine === undefined ? 'Keras refuses' : 'myelin refuses', text);
  return reason === undefined ? { kind: 'differ', what, text } : { kind: 'known', what: reason, text };
}

const plain = (text: string): string => text.replaceAll(/\s+/g, ' ').replaceAll(/-?\d+(\.\d+)?(e-?\d+)?/g, '#');

/** Names a difference by the part that it belongs to. */
function nameOf(drawn: Case, name: string): string {
  const kinds = (list: readonly Output[]): string => [...new Set(list.map(({ loss }) => loss?.kind ?? 'none'))].join(', ');
  const figure = figureOf(drawn, name);
  if (figure === undefined) return `${plain(name)} with ${drawn.optimizer.kind}, ${kinds(drawn.outputs)}`;
  return figure.metric === undefined ? `loss ${kinds(figure.outputs)}` : `metric ${figure.metric.kind}`;
}
