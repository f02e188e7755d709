export { answerChallenge, type DigestAccount } from './digest-client.ts';
export {
  createChallenges,
  parseCredentials,
  verifyCredentials,
  type DigestCredentials,
  type DigestRealm,
  type DigestSecret,
  type DigestVerdict,
} from './digest-server.ts';
export { DIGEST_ALGORITHMS, digestHa1, type DigestAlgorithm } from './digest.ts';
export { Nonces, type NonceOptions } from './nonce.ts';
