import type { Provider } from '../../api/types.js';
import { Icon } from './Icon.js';

/** Figma's mark in its colours where Figma is meant; the quiet providers get plain glyphs. */
export function ProviderMark({ provider }: { provider: Provider }) {
  return <span className="fb-mark">{provider === 'figma' ? <FigmaMark /> : <QuietGlyph provider={provider} />}</span>;
}

function QuietGlyph({ provider }: { provider: Exclude<Provider, 'figma'> }) {
  return <Icon name={provider === 'github' ? 'branch' : 'hash'} size={18} />;
}

function FigmaMark() {
  return (
    <svg width="16" height="24" viewBox="0 0 16 24" aria-hidden="true" focusable="false">
      <path fill="#f24e1e" d="M4 0h4v8H4a4 4 0 0 1 0-8Z" />
      <path fill="#ff7262" d="M8 0h4a4 4 0 0 1 0 8H8V0Z" />
      <path fill="#a259ff" d="M4 8h4v8H4a4 4 0 0 1 0-8Z" />
      <circle fill="#1abcfe" cx="12" cy="12" r="4" />
      <path fill="#0acf83" d="M4 16h4v4a4 4 0 1 1-4-4Z" />
    </svg>
  );
}
