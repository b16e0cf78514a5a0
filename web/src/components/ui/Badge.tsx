import { useTexts } from '../../hooks/context.js';
import type { CardState } from '../../lib/state.js';

/** Colour never stands alone: the word says the state. */
export function StatusBadge({ state }: { state: CardState }) {
  return <span className={`fb-badge fb-badge-${state}`}>{useTexts().status[state]}</span>;
}
