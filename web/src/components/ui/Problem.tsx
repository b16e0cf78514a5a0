import type { ReactNode } from 'react';
import type { ApiError } from '../../api/errors.js';
import { useTexts } from '../../hooks/context.js';
import { useNow } from '../../hooks/use-now.js';
import { relativeTime } from '../../lib/time.js';
import type { Texts } from '../../i18n/index.js';
import { Notice } from './Notice.js';

/** What happened, in our words, and when it is worth trying again. */
export function useProblemText(error: ApiError): string {
  const texts = useTexts();
  const now = useNow();
  return [sentence(texts, error), again(texts, error, now)].filter(Boolean).join(' ');
}

interface Props {
  title: string;
  error: ApiError;
  actions?: ReactNode;
  level?: 2 | 3;
}

/** A failure of a whole section, with a way out when there is one. */
export function ProblemNotice({ title, error, actions, level }: Props) {
  const texts = useTexts();
  const { requestId } = error.details;
  return (
    <Notice tone="danger" title={title} role="alert" level={level} actions={actions}>
      <p>
        {useProblemText(error)} <UpgradeLink error={error} />
      </p>
      {requestId && error.statusCode >= 500 && <p className="fb-reference">{texts.page.reference(requestId)}</p>}
    </Notice>
  );
}

/** A failure that belongs to one item and stays on it. */
export function ProblemLine({ error }: { error: ApiError }) {
  return (
    <p className="fb-problem">
      {useProblemText(error)} <UpgradeLink error={error} />
    </p>
  );
}

function UpgradeLink({ error }: { error: ApiError }) {
  const { problemExtras } = useTexts();
  if (!error.details.upgradeLink) return null;
  return (
    <a href={error.details.upgradeLink} target="_blank" rel="noreferrer noopener">
      {problemExtras.upgrade}
    </a>
  );
}

function sentence(texts: Texts, error: ApiError): string {
  return texts.problemTexts[error.code] ?? texts.problemTexts.unknown ?? '';
}

function again(texts: Texts, error: ApiError, now: number): string {
  const { retryAfter } = error.details;
  if (retryAfter === undefined || retryAfter < 60) return '';
  return texts.problemExtras.availableAgain(relativeTime(now + retryAfter * 1000, now, texts.locale));
}
