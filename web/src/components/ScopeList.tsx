import { useTexts } from '../hooks/context.js';

/** A scope the catalogue does not know is shown by its own name rather than hidden. */
export function ScopeList({ scopes }: { scopes: readonly string[] }) {
  const { scopeTexts } = useTexts();
  return (
    <dl className="fb-scopes">
      {scopes.map((scope) => (
        <div key={scope} title={scope}>
          <dt>{scopeTexts[scope]?.label ?? <code>{scope}</code>}</dt>
          <dd>{scopeTexts[scope]?.reason}</dd>
        </div>
      ))}
    </dl>
  );
}
