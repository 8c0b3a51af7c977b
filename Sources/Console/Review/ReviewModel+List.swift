internal import Recording
internal import Screen

/// The list of interventions, and of episodes without any: the columns that matter most stand
/// first, and what has no room is left out whole.
extension ReviewModel {
    /// A column with its texts, and how much it matters: 0 is always there.
    private struct ListColumn {
        var title: String
        var alignment = TextWidth.Alignment.left
        var rank = 0
        var texts: [String]

        /// As wide as its widest text.
        var width: Int {
            ([title] + texts).map { TextWidth.columns($0) }.max() ?? 0
        }
    }

    func drawList(on grid: inout Grid, in area: Rect) {
        let parts = area.split(rows: [.fixed(1), .share(1), .fixed(3)])
        let episodes = sessions.reduce(0) { $0 + $1.episodes.count }
        let counts = [
            ReviewWords.count(sessions.count, "recording"),
            ReviewWords.count(episodes, "episode"),
            ReviewWords.count(
                sessions.flatMap(\.episodes).reduce(0) { $0 + $1.interventions.count },
                "intervention"),
        ]
        grid.put(
            TextWidth.pad(
                " " + counts.joined(separator: ", "), area.columns, .left, glyphs: grid.glyphs),
            .title, column: 0, row: 0, in: parts[0])
        drawTable(on: &grid, in: parts[1])
        drawSelection(on: &grid, in: parts[2])
    }

    private func drawTable(on grid: inout Grid, in area: Rect) {
        let columns = listColumns(within: area.columns)
        let rows = subjects.indices.map { row in
            columns.map { StyledText($0.texts[row]) }
        }
        Table(
            columns: columns.enumerated().map { place, column in
                // The last one, the reason, has what is left.
                let extent: Rect.Extent =
                    place == columns.count - 1 ? .share(1) : .fixed(column.width)
                return .init(column.title, extent, column.alignment)
            }, rows: rows, selected: subjects.isEmpty ? nil : selected
        ).draw(on: &grid, in: area)
    }

    /// The columns that fit side by side with a blank between them.
    private func listColumns(within columns: Int) -> [ListColumn] {
        var shown = allColumns
        while shown.reduce(shown.count - 1, { $0 + $1.width }) > columns,
            let rank = shown.map(\.rank).max(), rank > 0
        {
            shown.removeAll { $0.rank == rank }
        }
        return shown
    }

    private var allColumns: [ListColumn] {
        let rows = subjects.map { subject -> (episode: String, words: [String]) in
            ("\(subject.summary(in: sessions).number)", words(of: subject).columns(of: subject))
        }
        func column(
            _ title: String, _ place: Int, _ alignment: TextWidth.Alignment = .left, rank: Int = 0
        ) -> ListColumn {
            ListColumn(
                title: title, alignment: alignment, rank: rank, texts: rows.map { $0.words[place] })
        }
        let episode = ListColumn(title: "ep", alignment: .right, texts: rows.map(\.episode))
        return [
            column("#", 0, .right), episode, column("arm", 1), column("at", 2, rank: 1),
            column("lasts", 3), column("moving", 4, rank: 3),
            column("apart: mean, max", 5, rank: 4), column("ended", 7, rank: 2),
            column("outcome", 8), column("reason", 9),
        ]
    }

    /// Of the selected one what may have no room above, its episode and its file.
    private func drawSelection(on grid: inout Grid, in area: Rect) {
        guard subjects.indices.contains(selected) else {
            grid.put(
                "There is no episode, so no intervention, in these recordings.", .dim, column: 0,
                row: 0, in: area)
            return
        }
        let subject = subjects[selected]
        let words = words(of: subject)
        let lines = [
            detail(of: subject, words), words.headline(within: area.columns),
            sessions[subject.session].path.forDisplay(limit: 200),
        ]
        for (place, line) in lines.enumerated() {
            let text = TextWidth.fitWords(line, area.columns, glyphs: grid.glyphs)
            grid.put(text, .dim, column: 0, row: place, in: area)
        }
    }

    private func words(of subject: ReviewSubject) -> ReviewWords {
        ReviewWords(
            manifest: sessions[subject.session].manifest, episode: subject.summary(in: sessions))
    }

    private func detail(of subject: ReviewSubject, _ words: ReviewWords) -> String {
        let row = words.columns(of: subject)
        switch subject {
        case .intervention:
            let apart = row[6].isEmpty ? row[5] : row[5] + " and " + row[6]
            return "apart \(apart)   moving \(row[4])   \(row[9])"
        case .quiet: return "the policy was left alone; enter shows what the arms did"
        }
    }
}
