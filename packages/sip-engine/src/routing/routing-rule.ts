/**
 * Who decides where requests of one method go, instead of the apps that have registered for it (docs/control-protocol.md section 12).
 */
export interface RoutingRule {
  /** A method in capitals, or `*` for those without a rule of their own. */
  readonly method: string;
  /** `http:` or `https:` is asked; `tcp://host:port` and `tls://host:port` name an app that listens there, and nobody is asked. */
  readonly url: string;
  /** How it is asked; POST carries the SIP request as text. */
  readonly httpMethod?: 'GET' | 'POST';
}

export function ruleFor(rules: readonly RoutingRule[], method: string): RoutingRule | undefined {
  return rules.find((rule) => rule.method === method) ?? rules.find((rule) => rule.method === '*');
}
