import { useTexts } from '../hooks/context.js';
import { Button } from './ui/Button.js';
import { Icon } from './ui/Icon.js';

const EXAMPLE = `import { mountFigbridge } from '@figbridge/web';
import '@figbridge/web/figbridge.css';

mountFigbridge(document.querySelector('#integrations'), {
  apiBase: 'https://figbridge.example.com',
  getToken: () => session.accessToken(),
});`;

/** `expired`: a JWT was sent and refused; otherwise there was none. */
export function SignedOut({ expired, onRetry }: { expired: boolean; onRetry: () => void }) {
  const { signedOut } = useTexts();
  return (
    <section className="fb-card fb-signed-out" aria-labelledby="fb-signed-out-title">
      <h2 id="fb-signed-out-title">{expired ? signedOut.expiredTitle : signedOut.title}</h2>
      <p>{expired ? signedOut.expiredBody : signedOut.body}</p>
      <Button onClick={onRetry}>{signedOut.retry}</Button>
      <details className="fb-details">
        <summary>
          <Icon name="chevron" size={16} />
          {signedOut.developersTitle}
        </summary>
        <p>{signedOut.developersBody}</p>
        <pre tabIndex={0}>
          <code>{EXAMPLE}</code>
        </pre>
      </details>
    </section>
  );
}
