import type { TrunkField } from '../logic/trunk-form.ts';
import { CheckField, InputField, SelectField, TextField } from '../ui/field.tsx';
import { FieldGroup } from './field-group.tsx';

interface TrunkFieldsProps {
  fieldProps(name: TrunkField | 'password'): {
    name: string;
    error: string | undefined;
    defaultValue?: string;
  };
  switchProps(name: TrunkField): { name: string; defaultChecked: boolean; value: string };
}

const STYLES = (
  <>
    <option value="e164_plus">+12025550123</option>
    <option value="e164">12025550123</option>
    <option value="national">National at home, international elsewhere</option>
    <option value="international">International prefix always</option>
  </>
);

/** Where the carrier is, and how we sign in. */
export function TrunkCarrierFields({
  fieldProps,
  switchProps,
  isNew,
}: TrunkFieldsProps & { isNew: boolean }) {
  return (
    <>
      <FieldGroup
        title="Carrier"
        lead="Where calls are sent. With several addresses the next one is tried when one fails."
      >
        <InputField label="Name" {...fieldProps('name')} hint="What people call it" />
        <InputField
          label="Order between trunks"
          type="number"
          min={0}
          {...fieldProps('priority')}
          hint="Lower is tried first"
        />
        <CheckField label="Switched on" {...switchProps('enabled')} hint="Off: no new calls, no checks" />
        <TextField
          label="Addresses"
          {...fieldProps('targets')}
          required
          data-wide
          rows={3}
          spellCheck={false}
          placeholder="sip.example.net:5060;transport=udp"
          hint="One a line. After it, where there are several: order (lower first) and weight, such as “sip2.example.net 2 1”"
        />
        <TextField
          label="Also calls us from"
          {...fieldProps('sourceAddresses')}
          rows={3}
          spellCheck={false}
          placeholder="203.0.113.0/24"
          hint="Addresses or networks, one a line, besides those above"
        />
      </FieldGroup>
      <FieldGroup title="Account" lead="Leave empty when the carrier knows us by our address.">
        <InputField label="User name" {...fieldProps('username')} autoComplete="off" spellCheck={false} />
        <InputField
          label="Password"
          type="password"
          {...fieldProps('password')}
          autoComplete="new-password"
          hint={isNew ? 'Never shown again' : 'Empty keeps the one there is'}
        />
        <InputField
          label="Realm"
          {...fieldProps('realm')}
          hint="Empty: the first address"
          spellCheck={false}
        />
        <CheckField
          label="Sign in (REGISTER)"
          {...switchProps('registers')}
          hint="For carriers that want a registration"
        />
        <InputField label="Sign in as" {...fieldProps('registrationUser')} hint="Empty: the user name" />
        <InputField label="At domain" {...fieldProps('registrationDomain')} hint="Empty: the realm" />
        <InputField
          label="For seconds"
          type="number"
          min={60}
          {...fieldProps('registrationExpires')}
          placeholder="600"
        />
      </FieldGroup>
    </>
  );
}

/** Which calls it takes, and whom it shows. */
export function TrunkCallFields({ fieldProps, switchProps }: TrunkFieldsProps) {
  return (
    <FieldGroup title="Calls" lead="Only numbers the carrier has verified as ours may be shown.">
      <TextField
        label="Caller ids"
        {...fieldProps('callerIds')}
        data-wide
        rows={4}
        spellCheck={false}
        placeholder="+12025550100"
        hint="One a line. Processes after a number keep it for them, such as “+12025550100 p1”"
      />
      <InputField
        label="Only for campaigns"
        {...fieldProps('campaignIds')}
        hint="Ids with commas between; empty: all"
        spellCheck={false}
      />
      <InputField label="Calls at a time" type="number" min={1} {...fieldProps('callsMax')} />
      <InputField
        label="New calls a second"
        type="number"
        min={0}
        step="any"
        {...fieldProps('callsPerSecond')}
      />
      <CheckField
        label="Local presence"
        {...switchProps('localPresence')}
        hint="Show the caller id nearest to the called number"
      />
    </FieldGroup>
  );
}

/** What differs from carrier to carrier; the defaults suit most. */
export function TrunkMoreFields({ fieldProps, switchProps }: TrunkFieldsProps) {
  return (
    <>
      <FieldGroup title="How numbers are written" lead="As the carrier wants them. Most take +12025550123.">
        <SelectField label="Called number" {...fieldProps('calledStyle')}>
          {STYLES}
        </SelectField>
        <SelectField label="Our number" {...fieldProps('callerStyle')}>
          {STYLES}
        </SelectField>
        <InputField label="Home country code" {...fieldProps('countryCode')} placeholder="1" />
        <InputField label="National prefix" {...fieldProps('nationalPrefix')} placeholder="0" />
        <InputField label="International prefix" {...fieldProps('internationalPrefix')} placeholder="00" />
        <InputField label="Before every called number" {...fieldProps('techPrefix')} />
        <TextField
          label="Exceptions"
          {...fieldProps('rules')}
          rows={2}
          placeholder="+1800 800"
          hint="A beginning, and what stands in its place; one a line, the longest fitting one counts"
        />
      </FieldGroup>
      <FieldGroup title="Who calls" lead="Where the carrier looks for our verified number besides From.">
        <SelectField label="Identity header" {...fieldProps('identityHeader')}>
          <option value="p_asserted">P-Asserted-Identity</option>
          <option value="p_preferred">P-Preferred-Identity</option>
          <option value="remote_party">Remote-Party-ID</option>
          <option value="none">None</option>
        </SelectField>
        <InputField
          label="Diversion"
          {...fieldProps('diversion')}
          hint="A number of the carrier’s, where it wants one"
        />
        <SelectField label="Attestation agreed" {...fieldProps('attestation')}>
          <option value="unspecified">Not known</option>
          <option value="a">A, full</option>
          <option value="b">B, partial</option>
          <option value="c">C, gateway</option>
        </SelectField>
        <CheckField label="Withhold our number" {...switchProps('withhold')} hint="From is anonymous" />
      </FieldGroup>
      <FieldGroup
        title="Sound"
        lead="What is offered to the carrier, and what agents hear before the answer."
      >
        <InputField
          label="Codecs"
          {...fieldProps('codecs')}
          placeholder="PCMU, PCMA"
          hint="Best first; empty: all"
        />
        <SelectField label="Packet length" {...fieldProps('packetMs')}>
          {['0', '10', '20', '30', '40', '60'].map((value) => (
            <option key={value} value={value}>
              {value === '0' ? 'Not said' : `${value} ms`}
            </option>
          ))}
        </SelectField>
        <SelectField label="Before the answer" {...fieldProps('earlyMedia')}>
          <option value="play">The carrier’s own sound</option>
          <option value="ringback">Our ringing tone</option>
        </SelectField>
        <CheckField
          label="Without the relay"
          {...switchProps('directMedia')}
          hint="For phones that may, too: no recording, no music"
        />
        <CheckField
          label="The carrier offers"
          {...switchProps('delayedOffer')}
          hint="Calls go out without a description of sound"
        />
        <CheckField
          label="Follow redirects"
          {...switchProps('followRedirects')}
          hint="Only to the addresses above"
        />
      </FieldGroup>
      <FieldGroup title="Health checks" lead="Each address is asked regularly whether it is there (OPTIONS).">
        <CheckField label="Ask" {...switchProps('probes')} hint="Off for carriers that do not answer" />
        <InputField label="Every (seconds)" type="number" min={1} {...fieldProps('probeInterval')} />
        <InputField label="Unsure after missing" type="number" min={1} {...fieldProps('suspectAfter')} />
        <InputField label="Down after missing" type="number" min={1} {...fieldProps('downAfter')} />
        <InputField label="Healthy after answers" type="number" min={1} {...fieldProps('healthyAfter')} />
      </FieldGroup>
    </>
  );
}
