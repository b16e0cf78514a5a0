import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { useTexts } from '../../hooks/context.js';
import { IconButton } from './Button.js';
import { Icon } from './Icon.js';
import type { IconName } from './Icon.js';

export type Tone = 'success' | 'warning' | 'danger' | 'neutral';

interface Props {
  tone: Tone;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  onDismiss?: () => void;
  /** `alert` interrupts and, with `focused`, takes the focus to its heading; `status` waits for a pause. */
  role?: 'alert' | 'status';
  focused?: boolean;
  /** Level of the heading: 3 inside a card. */
  level?: 2 | 3;
}

const ICONS: Record<Tone, IconName> = {
  success: 'checkCircle',
  warning: 'alert',
  danger: 'alert',
  neutral: 'info',
};

export function Notice({ tone, title, children, actions, onDismiss, role, focused = false, level = 2 }: Props) {
  const texts = useTexts();
  const Heading = level === 2 ? 'h2' : 'h3';
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (focused) heading.current?.focus();
  }, [focused]);
  return (
    <div className={`fb-notice fb-notice-${tone}`} role={role}>
      <Icon name={ICONS[tone]} />
      <div className="fb-notice-text">
        <Heading className="fb-notice-title" ref={heading} tabIndex={-1}>
          {title}
        </Heading>
        {children}
      </div>
      {actions && <div className="fb-notice-actions">{actions}</div>}
      {onDismiss && <IconButton icon="close" label={texts.actions.dismiss} onClick={onDismiss} />}
    </div>
  );
}
