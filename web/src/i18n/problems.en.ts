/** One sentence per error code of the service; `unknown` for every code that is not listed. */
export const problemTexts: Record<string, string> = {
  offline: 'The service cannot be reached. Check your connection and try again.',
  signed_out: 'You are not signed in.',
  unauthorized: 'Your sign-in has ended.',
  invalid_request: 'The service did not understand the request.',
  unsupported_file_type: 'Figma does not offer this kind of file to other applications.',
  insufficient_scope: 'A permission for this is missing. Reconnect Figma and grant it.',
  plan_required: 'Your Figma plan does not include this.',
  forbidden: 'You do not have access to this in Figma.',
  not_connected: 'Figma is not connected any more.',
  not_found: 'It was deleted, or you do not have access to it.',
  reconnect_required: 'The connection to Figma has ended. Reconnect to go on.',
  rate_limited: 'Too many requests in a short time.',
  provider_rate_limited: 'Figma’s request limit for your seat and plan is used up.',
  provider_error: 'Figma reported an error.',
  provider_bad_response: 'Figma’s answer could not be read.',
  provider_response_too_large: 'This file is larger than Figma can deliver at once.',
  provider_timeout: 'Figma took too long to answer.',
  provider_not_configured: 'Figma is not set up on this server.',
  internal_error: 'Something went wrong on our side. Try again in a moment.',
  unavailable: 'The service is busy. Try again in a moment.',
  unknown: 'That did not work. Try again in a moment.',
};

export const problemExtras = {
  availableAgain: (when: string) => `Possible again ${when}.`,
  upgrade: 'About Figma’s limits',
};
