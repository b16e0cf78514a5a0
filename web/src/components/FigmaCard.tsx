import type { ReactNode } from 'react';
import { useTexts } from '../hooks/context.js';
import type { Connect } from '../hooks/use-connect.js';
import { canBrowse } from '../lib/state.js';
import type { ProviderView } from '../lib/state.js';
import { FigmaAccount } from './FigmaAccount.js';
import { FigmaInvitation } from './FigmaInvitation.js';
import { StatusBadge } from './ui/Badge.js';
import { Button } from './ui/Button.js';
import { Notice } from './ui/Notice.js';
import { ProblemNotice } from './ui/Problem.js';
import { ProviderMark } from './ui/ProviderMark.js';

interface Props {
  view: ProviderView;
  connect: Connect;
  checking: boolean;
  onCheck: () => void;
  onBrowse: () => void;
  onDisconnect: () => void;
}

export function FigmaCard(props: Props) {
  const { view, connect } = props;
  const texts = useTexts();
  return (
    <section className="fb-card fb-figma" aria-labelledby="fb-figma-title" data-state={view.state}>
      <header className="fb-card-head">
        <ProviderMark provider="figma" />
        <div className="fb-card-title">
          <h2 id="fb-figma-title">{texts.figma.name}</h2>
          <p>{texts.figma.tagline}</p>
        </div>
        <StatusBadge state={view.state} />
      </header>
      {connect.error?.provider === 'figma' && (
        <ProblemNotice level={3} title={texts.callbackTexts.internal_error.title} error={connect.error.error} />
      )}
      <Body {...props} />
    </section>
  );
}

function Body(props: Props): ReactNode {
  const { view, connect } = props;
  const busy = connect.busy === 'figma';
  const start = () => {
    connect.start('figma');
  };
  switch (view.state) {
    case 'not_configured':
      return <NotConfigured view={view} onDisconnect={props.onDisconnect} />;
    case 'not_connected':
      return <FigmaInvitation busy={busy} onConnect={start} />;
    case 'needs_reconnect':
      return (
        <Account {...props}>
          <NeedsReconnect reason={view.integration?.statusReason ?? null} busy={busy} onReconnect={start} />
        </Account>
      );
    case 'degraded':
      return (
        <Account {...props}>
          <Degraded
            reason={view.integration?.statusReason ?? null}
            checking={props.checking}
            onCheck={props.onCheck}
            busy={busy}
            onReconnect={start}
          />
        </Account>
      );
    case 'connected':
      return <Account {...props} />;
  }
}

function Account({ view, onBrowse, onDisconnect, children }: Props & { children?: ReactNode }) {
  return (
    <>
      {children}
      {view.integration && (
        <FigmaAccount
          integration={view.integration}
          onBrowse={canBrowse(view.state) ? onBrowse : null}
          onDisconnect={onDisconnect}
        />
      )}
    </>
  );
}

function NotConfigured({ view, onDisconnect }: { view: ProviderView; onDisconnect: () => void }) {
  const { figma, disconnect } = useTexts();
  const stored = view.integration?.connected ?? false;
  return (
    <div className="fb-quiet-body">
      <p>{figma.notConfigured}</p>
      {stored && (
        <>
          <p>{figma.stillStored}</p>
          <Button look="danger" onClick={onDisconnect}>
            {disconnect.open}
          </Button>
        </>
      )}
    </div>
  );
}

function NeedsReconnect(props: { reason: string | null; busy: boolean; onReconnect: () => void }) {
  const { reconnect, reasons, figma } = useTexts();
  return (
    <Notice
      level={3}
      tone="warning"
      title={reconnect.title}
      actions={
        <Button look="primary" busy={props.busy} onClick={props.onReconnect}>
          {props.busy ? figma.connecting : figma.reconnect}
        </Button>
      }
    >
      <p>
        {reasons[props.reason ?? ''] ?? reconnect.unknown} {reconnect.stopped} {reconnect.works}
      </p>
    </Notice>
  );
}

interface DegradedProps {
  reason: string | null;
  checking: boolean;
  onCheck: () => void;
  busy: boolean;
  onReconnect: () => void;
}

/** Missing permissions can only be mended at Figma; everything else mends itself, so the offer is to look again. */
function Degraded({ reason, checking, onCheck, busy, onReconnect }: DegradedProps) {
  const { degraded, reasons, figma } = useTexts();
  const action =
    reason === 'scopes_missing' ? (
      <Button busy={busy} onClick={onReconnect}>
        {busy ? figma.connecting : figma.reconnect}
      </Button>
    ) : (
      <Button busy={checking} onClick={onCheck}>
        {degraded.retry}
      </Button>
    );
  return (
    <Notice level={3} tone="warning" title={degraded.title} actions={action}>
      <p>
        {reasons[reason ?? ''] ?? degraded.unknown} {reason === 'scopes_missing' ? '' : degraded.body}
      </p>
    </Notice>
  );
}
