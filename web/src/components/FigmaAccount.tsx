import type { Integration } from '../api/types.js';
import { useSurroundings, useTexts } from '../hooks/context.js';
import { ScopeList } from './ScopeList.js';
import { Button } from './ui/Button.js';
import { Icon } from './ui/Icon.js';
import { Avatar } from './ui/Picture.js';
import { Time } from './ui/Time.js';

interface Props {
  integration: Integration;
  /** Null when there is nothing to browse. */
  onBrowse: (() => void) | null;
  onDisconnect: () => void;
}

export function FigmaAccount({ integration, onBrowse, onDisconnect }: Props) {
  const { figma, disconnect } = useTexts();
  const { figmaWebUrl } = useSurroundings();
  return (
    <>
      <div className="fb-account">
        <Identity integration={integration} />
        <dl className="fb-facts">
          <div>
            <dt>{figma.connectedAt}</dt>
            <dd>
              <Time as="date" at={integration.connectedAt} />
            </dd>
          </div>
          <div>
            <dt>{figma.lastUsed}</dt>
            <dd>
              <Time at={integration.lastUsed} fallback={figma.neverUsed} />
            </dd>
          </div>
        </dl>
      </div>
      {integration.scopes.length > 0 && (
        <details className="fb-details">
          <summary>
            <Icon name="chevron" size={16} />
            {figma.granted(integration.scopes.length)}
          </summary>
          <ScopeList scopes={integration.scopes} />
        </details>
      )}
      <footer className="fb-card-foot">
        {onBrowse && (
          <Button look="primary" onClick={onBrowse}>
            {figma.browse}
          </Button>
        )}
        <Button look="danger" onClick={onDisconnect}>
          {disconnect.open}
        </Button>
        <a className="fb-outlink" href={`${figmaWebUrl}/settings`} target="_blank" rel="noreferrer noopener">
          {figma.manage}
          <Icon name="external" size={14} />
        </a>
      </footer>
    </>
  );
}

function Identity({ integration }: { integration: Integration }) {
  const { figma } = useTexts();
  const { account, providerUsername } = integration;
  const email = account?.email ?? providerUsername;
  const name = account?.handle ?? email ?? figma.unknownAccount;
  return (
    <div className="fb-identity" role="group" aria-label={figma.account}>
      <Avatar url={account?.avatarUrl} name={name} />
      <div>
        <p className="fb-identity-name">{name}</p>
        {email && email !== name && <p className="fb-identity-email">{email}</p>}
      </div>
    </div>
  );
}
