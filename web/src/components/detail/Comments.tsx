import { useCallback, useId } from 'react';
import { useApi, useTexts } from '../../hooks/context.js';
import type { Connect } from '../../hooks/use-connect.js';
import { useResource } from '../../hooks/use-resource.js';
import { splitResolved, threadComments } from '../../lib/comments.js';
import type { Thread } from '../../lib/comments.js';
import { Button } from '../ui/Button.js';
import { Icon } from '../ui/Icon.js';
import { ProblemNotice } from '../ui/Problem.js';
import { CommentThread } from './CommentThread.js';

export function Comments({ fileKey, connect }: { fileKey: string; connect: Connect }) {
  const texts = useTexts();
  const api = useApi();
  const id = useId();
  const { value, error } = useResource(
    useCallback((signal: AbortSignal) => api.comments(fileKey, signal), [api, fileKey]),
  );
  return (
    <section aria-labelledby={id}>
      <h3 id={id}>{texts.comments.title}</h3>
      {error && (
        <ProblemNotice
          level={3}
          title={texts.comments.failed}
          error={error}
          actions={
            error.code === 'insufficient_scope' && (
              <Button
                busy={connect.busy === 'figma'}
                onClick={() => {
                  connect.start('figma');
                }}
              >
                {texts.figma.reconnect}
              </Button>
            )
          }
        />
      )}
      {!value && !error && (
        <p className="fb-fine" role="status">
          {texts.comments.loading}
        </p>
      )}
      {value && <Threads threads={threadComments(value.data.comments)} />}
    </section>
  );
}

function Threads({ threads }: { threads: Thread[] }) {
  const { comments } = useTexts();
  const { open, resolved } = splitResolved(threads);
  if (threads.length === 0) return <p className="fb-fine">{comments.none}</p>;
  return (
    <>
      <ThreadList threads={open} />
      {resolved.length > 0 && (
        <details className="fb-details">
          <summary>
            <Icon name="chevron" size={16} />
            {comments.resolved(resolved.length)}
          </summary>
          <ThreadList threads={resolved} />
        </details>
      )}
    </>
  );
}

function ThreadList({ threads }: { threads: Thread[] }) {
  return (
    <ul className="fb-threads">
      {threads.map((thread) => (
        <CommentThread key={thread.root.id} thread={thread} />
      ))}
    </ul>
  );
}
