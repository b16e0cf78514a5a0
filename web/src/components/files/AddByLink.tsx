import { useId, useRef, useState } from 'react';
import { toApiError } from '../../api/errors.js';
import type { ApiError } from '../../api/errors.js';
import type { FigmaSettings } from '../../api/types.js';
import { useApi, useTexts } from '../../hooks/context.js';
import { hasPin, pinOf } from '../../lib/pins.js';
import type { Pin } from '../../lib/pins.js';
import { Button } from '../ui/Button.js';
import { ProblemLine } from '../ui/Problem.js';

interface Props {
  settings: FigmaSettings;
  /** False when it could not be saved; the reason is then shown elsewhere. */
  onAdd: (pin: Pin) => Promise<boolean>;
}

type Said = { tone: 'good' | 'bad'; text: string } | { tone: 'problem'; error: ApiError } | null;

/** Figma cannot list a person's teams, so a pasted address is how files get here. The service reads the address. */
export function AddByLink({ settings, onAdd }: Props) {
  const { link } = useTexts();
  const api = useApi();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [url, setUrl] = useState('');
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<Said>(null);

  const add = async (): Promise<Said> => {
    const pin = pinOf(await api.resolve(url.trim()));
    if (!pin) return { tone: 'bad', text: link.folder };
    if (hasPin(settings, pin)) return { tone: 'good', text: link.known };
    if (!(await onAdd(pin))) return null;
    setUrl('');
    return { tone: 'good', text: pin.kind === 'team' ? link.teamAdded : link.fileAdded };
  };
  const submit = async () => {
    if (url.trim() === '') {
      setSaid({ tone: 'bad', text: link.empty });
      input.current?.focus();
      return;
    }
    setBusy(true);
    setSaid(null);
    const result = await add().catch((reason: unknown): Said => {
      const error = toApiError(reason);
      return error.statusCode === 400 ? { tone: 'bad', text: link.unreadable } : { tone: 'problem', error };
    });
    setSaid(result);
    setBusy(false);
    if (result?.tone === 'bad') input.current?.focus();
  };

  return (
    <form
      className="fb-field"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void submit();
      }}
    >
      <label htmlFor={id}>{link.label}</label>
      <div className="fb-input-with-button">
        <input
          ref={input}
          id={id}
          type="url"
          inputMode="url"
          value={url}
          placeholder={link.placeholder}
          autoComplete="off"
          spellCheck={false}
          aria-invalid={said?.tone === 'bad' || undefined}
          aria-describedby={`${id}-said`}
          onChange={(event) => {
            setUrl(event.target.value);
          }}
        />
        <Button type="submit" busy={busy}>
          {busy ? link.busy : link.submit}
        </Button>
      </div>
      <div className={`fb-field-note fb-field-note-${said?.tone ?? 'good'}`} id={`${id}-said`} role="status">
        {said?.tone === 'problem' ? <ProblemLine error={said.error} /> : said?.text}
      </div>
    </form>
  );
}
