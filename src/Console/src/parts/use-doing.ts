import { useState } from 'preact/hooks';

export interface Doing { isBusy: boolean; error: unknown; run: (work: () => Promise<void>) => Promise<boolean> }

/** Something that a button does: whether it is under way, and what went wrong with it. */
export function useDoing(): Doing {
  const [state, setState] = useState<{ isBusy: boolean; error?: unknown }>({ isBusy: false });
  const run = async (work: () => Promise<void>) => {
    setState({ isBusy: true });
    try {
      await work();
      setState({ isBusy: false });
      return true;
    } catch (error) {
      setState({ isBusy: false, error });
      return false;
    }
  };
  return { isBusy: state.isBusy, error: state.error, run };
}
