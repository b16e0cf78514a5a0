import { useApi, useTexts } from '../hooks/context.js';
import { useNowInSeconds } from '../hooks/use-now.js';
import { CONFIRM_WINDOW_MS } from '../lib/outcome.js';
import type { Outcome } from '../lib/outcome.js';
import { confirmCommand } from '../lib/text.js';
import { Button } from './ui/Button.js';
import { CopyButton } from './ui/CopyButton.js';
import { Notice } from './ui/Notice.js';

interface Props {
  outcome: Extract<Outcome, { kind: 'manual' }>;
  onStart: (() => void) | null;
  onDismiss: () => void;
}

/** The connection was begun elsewhere, by a shell for example: the command that finishes it, while it still can. */
export function ConfirmByHand({ outcome, onStart, onDismiss }: Props) {
  const { confirm, callback } = useTexts();
  const api = useApi();
  const now = useNowInSeconds();
  // The clock's first value may be older than the deadline's.
  const left = Math.min(Math.ceil((outcome.deadline - now) / 1000), CONFIRM_WINDOW_MS / 1000);
  if (left <= 0) {
    const again = onStart && <Button onClick={onStart}>{callback.startAgain}</Button>;
    return <Notice tone="warning" role="alert" title={confirm.expired} actions={again} onDismiss={onDismiss} />;
  }
  const command = confirmCommand(api.origin(), outcome.provider, outcome.ticket);
  return (
    <Notice tone="neutral" role="alert" focused title={confirm.title} onDismiss={onDismiss}>
      <p>{confirm.body}</p>
      <pre className="fb-command" tabIndex={0} role="group" aria-label={confirm.command}>
        <code>{command}</code>
      </pre>
      <div className="fb-command-row">
        <CopyButton text={command} />
        <span className="fb-countdown" role="timer">
          {confirm.remaining(left)}
        </span>
      </div>
    </Notice>
  );
}
