import { useId } from 'react';
import { useTexts } from '../../hooks/context.js';
import { Icon } from '../ui/Icon.js';

interface Props {
  query: string;
  /** How many files match; null when nothing is searched for. */
  found: number | null;
  onChange: (query: string) => void;
}

export function SearchField({ query, found, onChange }: Props) {
  const { files } = useTexts();
  const id = useId();
  return (
    <div className="fb-field" role="search">
      <label htmlFor={id}>{files.search}</label>
      <div className="fb-input-with-icon">
        <Icon name="search" size={16} />
        <input
          id={id}
          type="search"
          value={query}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            onChange(event.target.value);
          }}
        />
      </div>
      <p className="fb-field-note" role="status">
        {found === null ? '' : files.found(found)}
      </p>
    </div>
  );
}
