import { useTexts } from '../hooks/context.js';
import type { Connect } from '../hooks/use-connect.js';
import type { Texts } from '../i18n/index.js';
import type { ProviderView } from '../lib/state.js';
import { Button } from './ui/Button.js';
import { ProblemLine } from './ui/Problem.js';
import { ProviderMark } from './ui/ProviderMark.js';

interface Props {
  view: ProviderView;
  connect: Connect;
  onDisconnect: (view: ProviderView) => void;
}

/** A provider without a section of its own: one quiet row. */
export function ProviderCard({ view, connect, onDisconnect }: Props) {
  const texts = useTexts();
  const { provider, name } = view.info;
  const connected = view.integration?.connected ?? false;
  return (
    <li className="fb-provider" data-state={view.state}>
      <ProviderMark provider={provider} />
      <div className="fb-provider-text">
        <h3>{name}</h3>
        <p>{describe(texts, view)}</p>
        {connect.error?.provider === provider && <ProblemLine error={connect.error.error} />}
      </div>
      {(view.state === 'not_connected' || view.state === 'needs_reconnect') && (
        <Button
          busy={connect.busy === provider}
          onClick={() => {
            connect.start(provider);
          }}
        >
          {view.state === 'not_connected' ? texts.provider.connect(name) : texts.provider.reconnect(name)}
        </Button>
      )}
      {connected && (
        <Button
          look="danger"
          aria-label={texts.disconnect.openProvider(name)}
          onClick={() => {
            onDisconnect(view);
          }}
        >
          {texts.disconnect.open}
        </Button>
      )}
    </li>
  );
}

function describe(texts: Texts, { state, integration }: ProviderView): string {
  const who = integration?.account?.handle ?? integration?.providerUsername;
  if (state === 'not_configured') return texts.provider.notConfigured;
  if (state === 'not_connected') return texts.provider.ready;
  if (state === 'needs_reconnect') return texts.provider.ended;
  return who ? texts.provider.connectedAs(who) : texts.provider.connected;
}
