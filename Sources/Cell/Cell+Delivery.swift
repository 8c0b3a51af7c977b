package import Control

/// The link thread's place, for measurements of a cell without a link: what a console would send is
/// put where the link thread would put it, and what waits for consoles is thrown away. In a cell
/// that has a link, these do nothing: its rings have one producer and one consumer each.
extension Cell {
    /// Puts a command where the next tick takes it.
    /// - Returns: false where the cell has a link or the queue is full.
    package func deliver(_ command: OperatorCommand) -> Bool {
        link == nil
            && core.commands.push(
                ArrivedCommand(command: command, client: 1, at: command.receivedAt))
    }

    /// Puts a request where the next tick takes it.
    /// - Returns: false where the cell has a link or the queue is full.
    package func deliver(_ request: Request) -> Bool {
        link == nil && core.requests.push(request)
    }

    /// What was thrown away, and what the ticks before could not even queue.
    package struct Discarded: Sendable {
        package var records = 0
        package var bytes = 0
        package var lost: UInt64 = 0
        package init() {}
    }

    /// Takes everything that waits for consoles. Without it the queues of a cell without a link are
    /// full after some seconds, and a tick then does less than it does with one.
    package func discardRecords() -> Discarded {
        var result = Discarded()
        guard link == nil else { return result }
        while let record = core.records.take() {
            result.records += 1
            result.bytes += record.count
        }
        while let notice = core.notices.take() {
            if case .dropped(let count) = notice.matter { result.lost &+= count }
        }
        return result
    }
}
