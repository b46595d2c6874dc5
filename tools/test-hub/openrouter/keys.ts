/** A key and what it is still good for. */
export interface RemoteKey {
  readonly token: string;
  /** Dollars; null for no limit. */
  readonly limit: number | null;
  readonly usage: number;
  readonly disabled?: true;
  /** Never paid: free models only. */
  readonly free?: true;
}

export const hasCredits = ({ limit, usage, free }: RemoteKey): boolean =>
  free !== true && (limit === null || usage < limit);

/** The body of `/api/v1/key`. */
export function keyInfo({ token, limit, usage, free }: RemoteKey, freeUsed: number): object {
  const perDay = free === true ? 50 : 1000;
  return {
    label: `${token.slice(0, 12)}...${token.slice(-3)}`,
    limit,
    limit_remaining: limit === null ? null : limit - usage,
    limit_reset: 'monthly',
    usage,
    usage_daily: usage,
    usage_weekly: usage,
    usage_monthly: usage,
    include_byok_in_limit: false,
    is_free_tier: free ?? false,
    is_management_key: false,
    is_provisioning_key: false,
    expires_at: '2027-12-31T23:59:59Z',
    free_model_daily_requests: { used: freeUsed, limit: perDay, remaining: perDay - freeUsed },
    rate_limit: { requests: -1, interval: '1h', note: 'deprecated' },
  };
}
