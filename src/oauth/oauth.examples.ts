import type { AuthorizationDto, CallbackDto } from './oauth.dto.js';

const stateToken = '6_OFOo7ndg3fRySze4Q_1oxExiBBK2e0UsQm8LdlOG4';

export const authorizationExample: AuthorizationDto = {
  authorizationUrl: `https://www.figma.com/oauth?client_id=your-client-id&redirect_uri=https%3A%2F%2Ffigbridge.example%2Fapi%2Fintegrations%2Ffigma%2Fcallback&response_type=code&scope=current_user%3Aread+file_content%3Aread&state=${stateToken}&code_challenge=K_Qs4g0wNFq87Ezz5l74BuJgPP42jEl4qv3SRtdjzW4&code_challenge_method=S256`,
  stateToken,
  provider: 'figma',
};

export const callbackExample: CallbackDto = { provider: 'figma', status: 'success' };
