/** Each of DuckDB's threads holds one group with all its records while it sorts and writes. */
const rowsPerGroup = 8_192;
/** In bytes: far more than a group's ids need, far less than its records do. */
const mostDictionary = 1_000_000;

/**
 * How merged files are written. DuckDB writes bloom filters for columns with a dictionary only, so ids get one as well,
 * though each is there once: an event is then found by its id without reading the ids of all days.
 */
export const mergedFileOptions = `format parquet, compression zstd, row_group_size ${rowsPerGroup}, dictionary_size_limit ${rowsPerGroup}, string_dictionary_page_size_limit ${mostDictionary}`;
