import { useId } from 'react';
import campaigns from '../campaigns/campaigns.module.css';
import { CheckField } from '../ui/field.tsx';
import fieldStyles from '../ui/field.module.css';

interface ChoiceGroupProps {
  label: string;
  hint: string;
  name: string;
  choices: readonly { readonly id: string; readonly label: string }[];
  chosen: readonly string[];
  error?: string | undefined;
  /** Told of each change, for what follows from it on the page. */
  onChoose?(chosen: string[]): void;
}

/** Boxes of one name. What is chosen and no longer among the choices stays, and can be taken away. */
export function ChoiceGroup({ label, hint, name, choices, chosen, error, onChoose }: ChoiceGroupProps) {
  const id = useId();
  const gone = chosen.filter((each) => !choices.some((choice) => choice.id === each));
  const all = [...choices, ...gone.map((each) => ({ id: each, label: `${each} (not there any more)` }))];
  return (
    <div
      role="group"
      aria-labelledby={id}
      className={`${fieldStyles['field']} ${campaigns['row']}`}
      onChange={({ currentTarget }) => onChoose?.(chosenIn(currentTarget))}
    >
      <span id={id} className={fieldStyles['label']}>
        {label}
      </span>
      {error === undefined ? null : (
        <p className={fieldStyles['error']} tabIndex={-1} aria-invalid>
          {error}
        </p>
      )}
      <p className={fieldStyles['hint']}>{hint}</p>
      <div className={campaigns['choices']}>
        {all.map((choice) => (
          <CheckField
            key={choice.id}
            label={choice.label}
            name={name}
            value={choice.id}
            defaultChecked={chosen.includes(choice.id)}
          />
        ))}
      </div>
    </div>
  );
}

function chosenIn(group: HTMLElement): string[] {
  return [...group.querySelectorAll<HTMLInputElement>('input:checked')].map(({ value }) => value);
}
