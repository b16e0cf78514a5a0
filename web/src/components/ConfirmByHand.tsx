import { useApi, useTexts } from '../hooks/context.js';
import { useNowInSeconds } from '../hooks/use-now.js';
import type { Outcome } from '../lib/outcome.js';
import { confirmCommand } from '../lib/text.js';
import { Button, IconButton } from './ui/Button.js';
import { CopyButton } from './ui/CopyButton.js';
import { Notice } from './ui/Notice.js';

interface Props {
  outcome: Extract<Outcome, { kind: 'manual' }>;
  onStart: (() => void) | null;
  onDismiss: () => void;
}

/** The connection was begun elsewhere, by a shell for example: the command that finishes it, while it still can. */
export function ConfirmByHand({ outcome, onStart, onDismiss }: Props) {
  const { confirm, callback, actions } = useTexts();
  const api = useApi();
  const now = useNowInSeconds();
  const left = Math.ceil((outcome.deadline - now) / 1000);
  const dismiss = <IconButton icon="close" label={actions.dismiss} onClick={onDismiss} />;
  if (left <= 0) {
    const again = onStart && <Button onClick={onStart}>{callback.startAgain}</Button>;
    return (
      <Notice
        tone="warning"
        role="alert"
        title={confirm.expired}
        actions={
          <>
            {again}
            {dismiss}
          </>
        }
      />
    );
  }
  const command = confirmCommand(api.origin(), outcome.provider, outcome.ticket);
  return (
    <Notice tone="neutral" role="alert" focused title={confirm.title} actions={dismiss}>
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
