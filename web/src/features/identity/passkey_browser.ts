import { Problem } from '../../api/problem';
import type { PasskeyRequest, ShownPasskey } from './api';

/** The server's words for bytes: base64url without padding (RFC 4648 section 5). */
export function to_base64url(bytes: ArrayBuffer): string {
  const text = Array.from(new Uint8Array(bytes), (one) => String.fromCharCode(one)).join('');
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

export function from_base64url(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (one) => one.charCodeAt(0));
}

/** Browsers offer passkeys on secure pages only. */
export function can_use_passkeys(): boolean {
  return globalThis.isSecureContext === true && 'PublicKeyCredential' in globalThis;
}

const use_password = {
  vi: 'Máy chưa đưa ra khóa đăng nhập. Hãy bấm lại, hoặc dùng mật khẩu.',
  en: 'The device gave no passkey. Press again, or use your password.',
};
/** Where a passkey is the second look before something that sounds. */
export const nothing_sounds = {
  vi: 'Máy chưa đưa ra khóa đăng nhập, nên chưa có gì được phát. Hãy bấm lại.',
  en: 'The device gave no passkey, so nothing was broadcast. Press again.',
};

/** A browser does not tell why: the owner turned away, no passkey fits, or it took too long. */
async function asked<T>(question: Promise<T | null>, turned_away = use_password): Promise<T> {
  const found = await question.catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'InvalidStateError') {
      throw new Problem(0, 'passkey_there', 'Máy này đã có khóa đăng nhập của bạn.',
        'This device has a passkey of yours already.');
    }
    return null;
  });
  if (found === null) {
    throw new Problem(0, 'passkey_cancelled', turned_away.vi, turned_away.en);
  }
  return found;
}

const known = (request: PasskeyRequest): PublicKeyCredentialDescriptor[] =>
  request.known.map((id) => ({ type: 'public-key', id: from_base64url(id) }));

/** The algorithms that the server knows: ES256, EdDSA, RS256. */
const algorithms = [-7, -8, -257];

export async function make_passkey(
  request: PasskeyRequest, owner: { id: string; name: string },
): Promise<{ client_data: string; attestation_object: string }> {
  const made = await asked(navigator.credentials.create({
    publicKey: {
      challenge: from_base64url(request.challenge),
      rp: { id: request.rp_id, name: 'Nguồn' },
      user: {
        id: new TextEncoder().encode(owner.id), name: owner.name, displayName: owner.name,
      },
      pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key', alg })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      excludeCredentials: known(request),
      attestation: 'none',
    },
  })) as PublicKeyCredential;
  const { clientDataJSON, attestationObject } = made.response as AuthenticatorAttestationResponse;
  return {
    client_data: to_base64url(clientDataJSON),
    attestation_object: to_base64url(attestationObject),
  };
}

export async function show_passkey_to(
  request: PasskeyRequest, turned_away = use_password,
): Promise<ShownPasskey> {
  const shown = await asked(navigator.credentials.get({
    publicKey: {
      challenge: from_base64url(request.challenge), rpId: request.rp_id,
      allowCredentials: known(request), userVerification: 'required',
    },
  }), turned_away) as PublicKeyCredential;
  const response = shown.response as AuthenticatorAssertionResponse;
  return {
    credential_id: to_base64url(shown.rawId),
    client_data: to_base64url(response.clientDataJSON),
    authenticator_data: to_base64url(response.authenticatorData),
    signature: to_base64url(response.signature),
  };
}
