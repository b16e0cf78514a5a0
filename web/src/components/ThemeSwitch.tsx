import { useId } from 'react';
import { useTexts } from '../hooks/context.js';
import { THEMES, useTheme } from '../hooks/use-theme.js';
import type { Theme } from '../hooks/use-theme.js';
import { Icon } from './ui/Icon.js';
import type { IconName } from './ui/Icon.js';

const ICONS: Record<Theme, IconName> = { system: 'monitor', light: 'sun', dark: 'moon' };

/** Radio buttons, so that one Tab reaches it and the arrow keys choose. */
export function ThemeSwitch() {
  const texts = useTexts();
  const name = useId();
  const [theme, choose] = useTheme();
  return (
    <fieldset className="fb-theme">
      <legend className="fb-hidden">{texts.theme.label}</legend>
      {THEMES.map((option) => (
        <label key={option} title={texts.theme[option]}>
          <input
            type="radio"
            name={name}
            value={option}
            checked={theme === option}
            onChange={() => {
              choose(option);
            }}
          />
          <Icon name={ICONS[option]} size={16} />
          <span className="fb-hidden">{texts.theme[option]}</span>
        </label>
      ))}
    </fieldset>
  );
}
