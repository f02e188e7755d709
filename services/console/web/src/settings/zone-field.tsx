import { useId } from 'react';
import { InputField } from '../ui/field.tsx';

interface ZoneFieldProps {
  defaultValue: string;
  readOnly?: boolean;
  error: string | undefined;
}

/** A zone, typed or chosen from those this browser knows. */
export function ZoneField(props: ZoneFieldProps) {
  const zones = useId();
  return (
    <>
      <InputField
        label="Time zone"
        name="timeZone"
        list={zones}
        required
        maxLength={64}
        spellCheck={false}
        placeholder="America/New_York"
        {...props}
      />
      <datalist id={zones}>
        {Intl.supportedValuesOf('timeZone').map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </>
  );
}
