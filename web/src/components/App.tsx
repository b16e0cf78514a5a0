import { useEffect, useState } from 'react';
import { needsSignIn, UNAUTHORIZED } from '../api/errors.js';
import type { Provider } from '../api/types.js';
import { useApi, useTexts } from '../hooks/context.js';
import { useConnect } from '../hooks/use-connect.js';
import { useResource } from '../hooks/use-resource.js';
import type { Outcome } from '../lib/outcome.js';
import { viewProviders } from '../lib/state.js';
import { IntegrationsView } from './IntegrationsView.js';
import { OutcomeBanner } from './OutcomeBanner.js';
import { PageSkeleton } from './PageSkeleton.js';
import { SignedOut } from './SignedOut.js';
import { ThemeSwitch } from './ThemeSwitch.js';
import { Button } from './ui/Button.js';
import { Notice } from './ui/Notice.js';
import { ProblemNotice } from './ui/Problem.js';

export interface AppProps {
  /** What the address said when the page was loaded. */
  outcome: Outcome | null;
  /** How that settles; the same value again when there is nothing to wait for. */
  settled: Promise<Outcome | null>;
  themeSwitch: boolean;
}

export function App({ outcome: first, settled, themeSwitch }: AppProps) {
  const texts = useTexts();
  const api = useApi();
  const connect = useConnect();
  const list = useResource(api.integrations);
  const [outcome, setOutcome] = useState(first);
  const [disconnected, setDisconnected] = useState<string | null>(null);
  const { reload } = list;

  useEffect(() => {
    let mounted = true;
    void settled.then((result) => {
      if (!mounted || result === first) return;
      setOutcome(result);
      if (result?.kind === 'success') void reload();
    });
    return () => {
      mounted = false;
    };
  }, [settled, first, reload]);

  const onDisconnected = (name: string) => {
    setOutcome(null);
    setDisconnected(name);
  };
  const start = (provider: Provider) => {
    setDisconnected(null);
    connect.start(provider);
  };
  const signedOut = needsSignIn(list.error);

  return (
    <div className="fb-shell">
      <header className="fb-header">
        <div>
          <p className="fb-eyebrow">{texts.page.settings}</p>
          <h1>{texts.page.title}</h1>
          <p className="fb-lede">{texts.page.lede}</p>
        </div>
        {themeSwitch && <ThemeSwitch />}
      </header>
      {outcome && (
        <OutcomeBanner
          key={outcome.kind}
          outcome={outcome}
          canConnect={!signedOut}
          onConnect={start}
          onDismiss={() => {
            setOutcome(null);
          }}
        />
      )}
      <div role="status">
        {disconnected && <Notice tone="success" focused title={texts.disconnect.done(disconnected)} />}
      </div>
      {signedOut && <SignedOut expired={list.error?.code === UNAUTHORIZED} onRetry={() => void reload()} />}
      {list.error && !signedOut && !list.value && (
        <ProblemNotice
          title={texts.page.failed}
          error={list.error}
          actions={
            <Button busy={list.pending} onClick={() => void reload()}>
              {texts.page.retry}
            </Button>
          }
        />
      )}
      {!list.value && !list.error && <PageSkeleton />}
      {list.value && !signedOut && (
        <IntegrationsView
          views={viewProviders(list.value)}
          connect={{ ...connect, start }}
          checking={list.pending}
          onCheck={reload}
          onDisconnected={onDisconnected}
        />
      )}
    </div>
  );
}
