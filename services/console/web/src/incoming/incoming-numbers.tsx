import { useLocation } from '../router.ts';
import { IncomingNumberPage } from './incoming-number-page.tsx';
import { IncomingNumbersPage } from './incoming-numbers-page.tsx';

/** Incoming Configuration: the table of numbers, and below it each one's own tabs. */
export function IncomingNumbers() {
  const { path } = useLocation();
  const [, , , incomingNumberId = '', tab = ''] = path.split('/');
  return incomingNumberId === '' ? (
    <IncomingNumbersPage />
  ) : (
    <IncomingNumberPage
      key={incomingNumberId}
      incomingNumberId={decodeURIComponent(incomingNumberId)}
      tab={tab}
    />
  );
}
