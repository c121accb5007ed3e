// Passkeys: hands what the server asks to the browser, and what the browser says to the server. An answer is JSON; what is
// no answer is the name of an error.
(() => {
  const answer = async (ask) => {
    try {
      return JSON.stringify((await ask()).toJSON());
    } catch (error) {
      return error.name;
    }
  };

  window.tidemarkPasskeys = {
    // Why there can be none on this page; empty where they can.
    obstacle() {
      if (/^(\[.*\]|[\d.]+)$/.test(location.hostname)) return 'address';
      if (!window.isSecureContext) return 'insecure';
      return window.PublicKeyCredential?.parseCreationOptionsFromJSON ? '' : 'browser';
    },

    make(options) {
      return answer(() =>
        navigator.credentials.create({
          publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(JSON.parse(options)),
        }),
      );
    },

    async signIn(form, options) {
      const said = await answer(() =>
        navigator.credentials.get({
          publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(JSON.parse(options)),
        }),
      );
      if (!said.startsWith('{')) return said;
      form.elements.passkey.value = said;
      form.submit();
      return '';
    },
  };
})();
