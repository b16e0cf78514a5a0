import { useTexts } from '../hooks/context.js';
import { ScopeList } from './ScopeList.js';
import { Button } from './ui/Button.js';
import { Icon } from './ui/Icon.js';
import type { IconName } from './ui/Icon.js';

/** Not connected: what connecting means, before the button that does it. */
export function FigmaInvitation({ busy, onConnect }: { busy: boolean; onConnect: () => void }) {
  const { figma, usualScopes } = useTexts();
  return (
    <>
      <div className="fb-promises">
        <Promises title={figma.canTitle} icon="check" items={figma.can} />
        <Promises title={figma.cannotTitle} icon="minus" items={figma.cannot} />
      </div>
      <details className="fb-details">
        <summary>
          <Icon name="chevron" size={16} />
          {figma.permissions}
        </summary>
        <p>{figma.permissionsIntro}</p>
        <ScopeList scopes={usualScopes} />
      </details>
      <footer className="fb-card-foot">
        <Button look="primary" busy={busy} onClick={onConnect}>
          {busy ? figma.connecting : figma.connect}
        </Button>
        <p className="fb-fine">
          {figma.leaving} {figma.privacy}
        </p>
      </footer>
    </>
  );
}

function Promises({ title, icon, items }: { title: string; icon: IconName; items: string[] }) {
  return (
    <div className={`fb-promise fb-promise-${icon}`}>
      <h3>{title}</h3>
      <ul>
        {items.map((item) => (
          <li key={item}>
            <Icon name={icon} size={16} />
            <span>{item}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
