// util.str

const normalizationForms = freeze({ nfc: "NFC", nfd: "NFD", nfkc: "NFKC", nfkd: "NFKD" });

const normalizeString = (value, form) => {
  if (!hasOwn(normalizationForms, form)) {
    fail(`util.str.normalize: ${toJson(form)} is none of nfc, nfd, nfkc and nfkd.`);
  }
  return normalizeText(`${value}`, normalizationForms[form]);
};
