import { useTexts } from '../hooks/context.js';
import type { Provider } from '../api/types.js';
import type { CallbackText } from '../i18n/callback.en.js';
import type { Outcome } from '../lib/outcome.js';
import { ConfirmByHand } from './ConfirmByHand.js';
import { Button, Spinner } from './ui/Button.js';
import { CopyButton } from './ui/CopyButton.js';
import { Notice } from './ui/Notice.js';

interface Props {
  outcome: Outcome;
  /** False when nobody is signed in: starting again would fail. */
  canConnect: boolean;
  onConnect: (provider: Provider) => void;
  onDismiss: () => void;
}

const NAMES: Record<Provider, string> = { figma: 'Figma', github: 'GitHub', slack: 'Slack' };

/** How the sign-in at the provider ended. Shown once: the address was cleaned before this was drawn. */
export function OutcomeBanner({ outcome, canConnect, onConnect, onDismiss }: Props) {
  const texts = useTexts();
  const name = NAMES[outcome.provider];
  const start = canConnect
    ? () => {
        onConnect(outcome.provider);
      }
    : null;
  switch (outcome.kind) {
    case 'confirming':
      return (
        <p className="fb-confirming" role="status">
          <Spinner /> {texts.confirm.running(name)}
        </p>
      );
    case 'manual':
      return <ConfirmByHand outcome={outcome} onStart={start} onDismiss={onDismiss} />;
    case 'success':
      if (outcome.warning === null) return <Success name={name} onDismiss={onDismiss} />;
      return (
        <Told name={name} text={texts.callbackTexts[outcome.warning]} onStart={start} onDismiss={onDismiss} good />
      );
    case 'error':
      return (
        <Told
          name={name}
          text={texts.callbackTexts[outcome.code]}
          reference={outcome.ref}
          onStart={start}
          onDismiss={onDismiss}
        />
      );
  }
}

function Success({ name, onDismiss }: { name: string; onDismiss: () => void }) {
  const { callback } = useTexts();
  return (
    <Notice tone="success" role="status" title={callback.success(name)} onDismiss={onDismiss}>
      <p>{callback.successBody}</p>
    </Notice>
  );
}

interface ToldProps {
  name: string;
  text: CallbackText;
  reference?: string | null;
  /** The connection stands all the same. */
  good?: boolean;
  onStart: (() => void) | null;
  onDismiss: () => void;
}

function Told({ name, text, reference, good = false, onStart, onDismiss }: ToldProps) {
  const { callback } = useTexts();
  const shownReference = text.showReference ? reference : null;
  return (
    <Notice
      tone={good ? 'warning' : 'danger'}
      role={good ? 'status' : 'alert'}
      focused={!good}
      title={text.title.replace('{name}', name)}
      onDismiss={onDismiss}
      actions={
        <>
          {shownReference && <CopyButton text={shownReference} label={callback.copyReference} />}
          {text.action && onStart && <Button onClick={onStart}>{callback[text.action]}</Button>}
        </>
      }
    >
      <p>{text.body.replace('{name}', name)}</p>
      {shownReference && <p className="fb-reference">{callback.administrator(shownReference)}</p>}
    </Notice>
  );
}
