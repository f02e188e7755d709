import { useEffect, useState } from 'react';
import { navigate, useLocation, withParams } from '../router.ts';
import { InputField } from './field.tsx';
import { useDebounced } from './use-debounced.ts';

const REST_MS = 250;

/** A search that stands in the address as soon as the typing rests, and starts at the first page. */
export function SearchField({ placeholder }: { placeholder: string }) {
  const { query } = useLocation();
  const [text, setText] = useState(query.get('search') ?? '');
  const rested = useDebounced(text.trim(), REST_MS);
  useEffect(() => {
    const now = new URLSearchParams(window.location.search);
    if ((now.get('search') ?? '') !== rested) navigate(withParams(now, { search: rested, page: '' }), true);
  }, [rested]);
  return (
    <InputField
      label="Search"
      type="search"
      placeholder={placeholder}
      maxLength={100}
      value={text}
      onChange={(event) => setText(event.target.value)}
    />
  );
}
