import {
  AnswerForm,
  LinkAuthentication,
  type LinkProfile,
  type PingRule,
} from '@firstring/contracts/leads/link';
import { count, invalid, name } from './decode.ts';

const MAPPED_MAX = 100;
const VENDOR_NAME_CHARS_MAX = 128;
const LEADS_PER_MINUTE_MAX = 1_000_000;
const RULES_MAX = 20;
const VALUES_MAX = 200;
/** A predefined field or a name that can be declared. */
const OUR_NAME = /^[A-Za-z][A-Za-z0-9_]{0,62}$/;
const LANGUAGE_NAMES = new Set(['constructor', 'prototype', '__proto__']);

/** A profile as it may be stored. INVALID_ARGUMENT names the field at fault. */
export function decodeProfile(profile: LinkProfile | undefined): LinkProfile {
  if (profile === undefined) throw invalid('profile', 'is required');
  if (profile.authentication === LinkAuthentication.UNRECOGNIZED) {
    throw invalid('profile.authentication', 'is not known');
  }
  if (profile.answerForm === AnswerForm.UNRECOGNIZED) throw invalid('profile.answer_form', 'is not known');
  if (profile.pingRules.length > RULES_MAX) {
    throw invalid('profile.ping_rules', `has at most ${RULES_MAX} rules`);
  }
  return {
    ...profile,
    fieldMap: decodeFieldMap(profile.fieldMap),
    leadsPerMinute: count(profile.leadsPerMinute, 'profile.leads_per_minute', LEADS_PER_MINUTE_MAX),
    pingRules: profile.pingRules.map(decodeRule),
  };
}

function decodeFieldMap(map: LinkProfile['fieldMap']): LinkProfile['fieldMap'] {
  const field = 'profile.field_map';
  const entries = Object.entries(map);
  if (entries.length > MAPPED_MAX) throw invalid(field, `has at most ${MAPPED_MAX} names`);
  for (const [theirs, ours] of entries) {
    if (theirs === '' || theirs.length > VENDOR_NAME_CHARS_MAX || /\p{Cc}/u.test(theirs)) {
      throw invalid(field, `has vendor's names of 1 to ${VENDOR_NAME_CHARS_MAX} printable characters`);
    }
    ourName(ours, field);
  }
  if (new Set(entries.map(([, ours]) => ours)).size < entries.length) {
    throw invalid(field, 'names one of our fields twice');
  }
  return map;
}

function decodeRule({ field, values }: PingRule): PingRule {
  if (values.length === 0 || values.length > VALUES_MAX) {
    throw invalid('profile.ping_rules.values', `must be 1 to ${VALUES_MAX} values`);
  }
  return {
    field: ourName(field, 'profile.ping_rules.field'),
    values: values.map((value) => name(value, 'profile.ping_rules.values')),
  };
}

function ourName(value: string, field: string): string {
  if (!OUR_NAME.test(value) || LANGUAGE_NAMES.has(value)) {
    throw invalid(field, 'must name our fields by letters, digits and underscores');
  }
  return value;
}
