import type { ButtonHTMLAttributes, Ref } from 'react';
import { Icon } from './Icon.js';
import type { IconName } from './Icon.js';

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: 'primary' | 'plain' | 'quiet' | 'danger';
  icon?: IconName;
  ref?: Ref<HTMLButtonElement>;
  /** Keeps its place and focus, says so to assistive technology, and ignores presses. */
  busy?: boolean;
}

export function Button({ look = 'plain', icon, busy = false, children, onClick, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      className={`fb-button fb-button-${look}`}
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      onClick={busy ? ignore : onClick}
    >
      {busy ? <Spinner /> : icon && <Icon name={icon} size={16} />}
      <span>{children}</span>
    </button>
  );
}

interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'> {
  icon: IconName;
  label: string;
}

/** Its name is the label, shown as a tooltip too. */
export function IconButton({ icon, label, ...rest }: IconButtonProps) {
  return (
    <button type="button" aria-label={label} title={label} className="fb-icon-button" {...rest}>
      <Icon name={icon} size={16} />
    </button>
  );
}

export function Spinner() {
  return <span className="fb-spinner" aria-hidden="true" />;
}

/** A busy submit button would otherwise send its form a second time. */
function ignore(event: { preventDefault: () => void }) {
  event.preventDefault();
}
