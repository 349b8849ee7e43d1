/**
 * <Model>.<owner field>, where something below the type reads the stored value: shows the user name. Data source NONE.
 *
 * @typedef {object} Config
 * @property {string} field - the field itself
 */
