import { useEffect, useState } from 'react';
import { useTexts } from '../../hooks/context.js';
import { Button } from './Button.js';

/** Says that it worked for two seconds. Where the clipboard is out of reach the text stays selectable. */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const { actions } = useTexts();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => {
      setCopied(false);
    }, 2000);
    return () => {
      clearTimeout(timer);
    };
  }, [copied]);
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => {
        setCopied(true);
      },
      () => undefined,
    );
  };
  return (
    <>
      <Button icon={copied ? 'check' : 'copy'} onClick={copy}>
        {copied ? actions.copied : (label ?? actions.copy)}
      </Button>
      <span className="fb-hidden" role="status">
        {copied ? actions.copied : ''}
      </span>
    </>
  );
}
