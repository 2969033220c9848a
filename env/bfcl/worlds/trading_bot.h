// TradingBot of the benchmark: an account, stocks, orders, a watch list and the account's transactions.
// Mirrors func_source_code/trading_bot.py of bfcl-eval 2026.3.23.
#pragma once

#include <memory>

#include "env/bfcl/worlds/simulator.h"

namespace env::bfcl {

std::unique_ptr<Simulator> make_trading_bot();

}  // namespace env::bfcl
