import { useId, useRef, useState } from 'react';
import { toApiError } from '../api/errors.js';
import type { ApiError } from '../api/errors.js';
import type { ProviderInfo } from '../api/types.js';
import { useSurroundings, useTexts } from '../hooks/context.js';
import { Button } from './ui/Button.js';
import { Dialog } from './ui/Dialog.js';
import { ProblemLine } from './ui/Problem.js';

interface Props {
  info: ProviderInfo;
  onClose: () => void;
  onDone: () => void;
}

/** Says exactly what goes and what stays. Cancel has the focus: Enter alone never deletes. */
export function DisconnectDialog({ info, onClose, onDone }: Props) {
  const { disconnect, actions } = useTexts();
  const { api } = useSurroundings();
  const title = useId();
  const cancelButton = useRef<HTMLButtonElement>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const confirm = () => {
    setBusy(true);
    setError(null);
    api.disconnect(info.provider).then(onDone, (reason: unknown) => {
      setBusy(false);
      setError(toApiError(reason));
    });
  };
  return (
    <Dialog labelledBy={title} look="box" onClose={onClose} initialFocus={cancelButton}>
      <h2 id={title}>{disconnect.title(info.name)}</h2>
      {info.provider === 'figma' && <Consequences />}
      {error && <ProblemLine error={error} />}
      <div className="fb-dialog-actions">
        <Button ref={cancelButton} onClick={onClose}>
          {actions.cancel}
        </Button>
        <Button look="danger" busy={busy} onClick={confirm}>
          {busy ? disconnect.busy : disconnect.confirm}
        </Button>
      </div>
    </Dialog>
  );
}

function Consequences() {
  const { disconnect } = useTexts();
  const { figmaWebUrl } = useSurroundings();
  return (
    <>
      <div className="fb-consequences">
        <List title={disconnect.deletedTitle} items={disconnect.deleted} />
        <List title={disconnect.keptTitle} items={disconnect.kept} />
      </div>
      <p className="fb-fine">
        {disconnect.atFigma}{' '}
        <a href={`${figmaWebUrl}/settings`} target="_blank" rel="noreferrer noopener">
          {disconnect.atFigmaLink}
        </a>
        .
      </p>
    </>
  );
}

function List({ title, items }: { title: string; items: string[] }) {
  return (
    <div>
      <h3>{title}</h3>
      <ul>
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </div>
  );
}
