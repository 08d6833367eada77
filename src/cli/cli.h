// The command line. The exit statuses are a contract (src/README.md, "Contracts").
#pragma once

namespace newswatch::cli {

inline constexpr int kOk = 0;
inline constexpr int kFailure = 1;
inline constexpr int kUsage = 2;       // wrong arguments
inline constexpr int kNotFound = 3;    // no event, story or feed of that name
inline constexpr int kNoStore = 4;     // missing, locked (`run`) or of a newer version
inline constexpr int kDamaged = 5;     // the store is damaged: a person must act
inline constexpr int kBadConfig = 78;  // EX_CONFIG of sysexits.h

int main(int argc, char** argv);

}  // namespace newswatch::cli
