import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface Modal { ref: RefObject<HTMLDialogElement | null>; onCancel: (event: Event) => void; onClose: (event: Event) => void }

/** What a dialog over the page needs: it opens with its component, and the focus goes back when that goes. @param mayClose what Escape asks first */
export function useModal(onClose: () => void, mayClose: () => boolean = () => true): Modal {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = ref.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return {
    ref,
    onCancel(event) {
      event.preventDefault();
      if (mayClose()) onClose();
    },
    // Browsers close it over our head at a second Escape; one that goes with its component has left the page by then.
    onClose(event) {
      if ((event.currentTarget as HTMLElement).isConnected) onClose();
    },
  };
}
