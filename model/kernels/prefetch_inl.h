// Asking for memory ahead. Included by other *_inl.h inside a kernel file's target region and namespace; no include
// guard on purpose: each kernel file gets its own internal copy.

// Into the second level of cache: the first has too few lines on their way at once, and further loads would wait for
// them (docs/benchmarks.md). The address may be anything.
inline void prefetch(const void* p) {
  __builtin_prefetch(p, 0, 2);
}
