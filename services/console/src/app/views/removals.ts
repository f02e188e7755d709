/** How other systems are told of erased leads, as people see it. */

export interface RemovalTargetView {
  targetId: string;
  name: string;
  url: string;
  createdBy: string;
  createdAt: number | undefined;
  /** Live secrets without their value, oldest first. */
  secrets: readonly { secretId: string; createdAt: number | undefined }[];
}

/** The secret is in this one answer and never again; empty where none was made. */
export interface RemovalTargetWithSecret {
  target: RemovalTargetView;
  secret: string;
}

export type RemovalStateName = 'pending' | 'delivered' | 'failed';

export interface RemovalDeliveryView {
  deliveryId: string;
  targetId: string;
  leadId: string;
  state: RemovalStateName;
  attempts: number;
  createdAt: number | undefined;
  /** Pending: the next try. Otherwise: when it ended. */
  nextAt: number | undefined;
  lastProblem: string;
  canRetry: boolean;
}

export interface RemovalDeliveryPage {
  deliveries: readonly RemovalDeliveryView[];
  nextPageToken: string;
}
