import { useLayoutEffect, useRef } from 'react';
import type { ReactNode, RefObject } from 'react';

interface Props {
  /** Id of the heading inside that names the dialog. */
  labelledBy: string;
  look: 'box' | 'sheet';
  onClose: () => void;
  /** What gets the focus when it opens; otherwise the browser chooses. */
  initialFocus?: RefObject<HTMLElement | null>;
  children: ReactNode;
}

/**
 * A native modal dialog: the browser keeps the focus inside, closes on Escape and makes the page behind inert. It is
 * closed before React removes it, because only `close()` hands the focus back to where it was.
 */
export function Dialog({ labelledBy, look, onClose, initialFocus, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    initialFocus?.current?.focus();
    return () => {
      element?.close();
    };
  }, [initialFocus]);
  return (
    <dialog
      ref={dialog}
      className={`fb-dialog fb-dialog-${look}`}
      aria-labelledby={labelledBy}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <div className="fb-dialog-content">{children}</div>
    </dialog>
  );
}
